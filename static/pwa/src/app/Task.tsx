/** One thing that needs the reader: what, about whom, why, and the way there. */
import { Sign } from "../ui/Pictogram.tsx";

type TaskProps = {
  readonly href: string;
  readonly sign: string;
  readonly urgent: boolean;
  readonly title: string;
  readonly about: string | null;
  readonly why: string;
};

export function Task({ href, sign, urgent, title, about, why }: TaskProps) {
  return (
    <li>
      <a class={urgent ? "item item-returned" : "item"} href={href}>
        <Sign name={sign} />
        <span class="item-text">
          <span class={urgent ? "item-title task-urgent" : "item-title"}>{title}</span>
          {about !== null && (
            <>
              <span>{about}</span>
              <br />
            </>
          )}
          <span class="soft small">{why}</span>
        </span>
        <Sign name="next" />
      </a>
    </li>
  );
}
