/** The version shown to people; the same as in package.json, which the build reads. */
import { version } from "../../package.json";

export const VERSION: string = version;
