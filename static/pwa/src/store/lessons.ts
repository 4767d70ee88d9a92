/** Lessons at rest, a package a language: a database of their own, in clear, for they speak of nobody. May be dropped at any time. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { LessonsOut } from "../domain/wire";
import { connect } from "./connection";

export type KeptLessons = { readonly etag: string | null; readonly fetchedAt: number; readonly body: LessonsOut };

interface LessonSchema extends DBSchema {
  packages: { key: string; value: KeptLessons };
}

const open = connect((lost: () => void): Promise<IDBPDatabase<LessonSchema>> =>
  openDB<LessonSchema>("tocongnghe-lessons", 1, {
    upgrade: (database) => void database.createObjectStore("packages"),
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      lost();
    },
    terminated: lost,
  }),
);

export async function keptLessons(language: string): Promise<KeptLessons | undefined> {
  return (await open()).get("packages", language);
}

export async function keepLessons(language: string, kept: KeptLessons): Promise<void> {
  await (await open()).put("packages", kept, language);
}
