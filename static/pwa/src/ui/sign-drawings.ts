/** Pictograms that are not topics: outcomes, receipts and the signs of buttons; same grid and stroke. */
import { dot, ring } from "./topic-drawings.ts";

export const OUTCOME_DRAWINGS: Readonly<Record<string, string>> = {
  // A thumb up.
  helped: "M3 10.5h4v10H3zM7 11l4-8.5c2.2 0 3 1.6 2.6 3.4L13 9.2h6a2 2 0 0 1 2 2.4l-1.3 7a2.4 2.4 0 0 1-2.4 1.9H7",
  // A house that already has it.
  already_had: "M3 11l9-8 9 8M5.5 9v12h13V9M9 15l2.3 2.3L15.5 13",
  // An hourglass.
  in_progress: "M5 3h14M5 21h14M7 3v4l5 5 5-5V3M7 21v-4l5-5 5 5v4",
  // A cross.
  not_possible: "M5 5l14 14M19 5L5 19",
};

export const SIGN_DRAWINGS: Readonly<Record<string, string>> = {
  home: "M3 11.5L12 4l9 7.5M5.5 9.5V20h13V9.5M10 20v-5h4v5",
  // A house on stilts, as up here.
  houses: "M2 10l10-7 10 7zM5 10v7h14v-7M6.5 17v4M17.5 17v4M12 17v4M10 17v-4h4v4",
  // A blackboard on its legs.
  // A closed book with its title.
  lesson: "M6 3h13v18H7.5A2.5 2.5 0 0 1 5 18.5V4a1 1 0 0 1 1-1zM5 18.5A2.5 2.5 0 0 1 7.5 16H19M9.5 7.5h5.5",
  board: "M3 4h18v11H3zM8 15l-2.5 6M16 15l2.5 6M7 8h7M7 11.5h4",
  sync: "M12 15V4M8 8l4-4 4 4M4 13v5a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-5",
  more: "M4 6.5h16M4 12h16M4 17.5h16",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  // A key of a keyboard that takes back.
  erase: "M9 5h11v14H9l-6-7zM12 9.5l5 5M17 9.5l-5 5",
  // A padlock.
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2",
  people: `${ring(9, 8, 3.5)}M3 20c0-4 2.5-6.5 6-6.5s6 2.5 6 6.5M15.5 4.8a3.5 3.5 0 0 1 0 6.4M17 14c2.5.6 4 2.8 4 6`,
  check: "M5 12.5l4.5 4.5L19 7",
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  search: `${ring(10.5, 10.5, 6.5)}M15.5 15.5L21 21`,
  edit: "M15 4l5 5L9 20H4v-5z",
  call: "M7 3l3 5-2 2c1 2.5 3.5 5 6 6l2-2 5 3-1 4c-9 1-18-8-17-17z",
  smartphone: `M8 2.5h8a1.5 1.5 0 0 1 1.5 1.5v16a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 20V4A1.5 1.5 0 0 1 8 2.5z${dot(12, 18)}`,
  power: "M13 2L5 14h6l-1 8 9-13h-6z",
  signal: "M4 20v-3M9.5 20v-7M15 20V9M20.5 20V4",
  // Two people talking: a bubble with lines.
  talk: "M3 4h18v12h-8l-5 5v-5H3zM7.5 8.5h9M7.5 11.5h6",
  // A public office with a flag.
  office: "M4 21V10h16v11M2 21h20M12 10V2.5h5v3.5h-5M9 21v-5h6v5",
  wallet: `M3 7h17v13H3zM3 7l12-4v4${dot(16, 13.5)}M12 13.5h.01`,
  // A clipboard with something ticked off.
  task: "M8 3h8v3.5H8zM8 4.5H5V21h14V4.5h-3M8.5 13.5l2.5 2.5 4.5-5",
  bell: "M6 17v-6a6 6 0 0 1 12 0v6l2 2H4zM10 21.8h4M12 5V2.8",
  chart: "M4 4v16h16M8.5 16v-4M13 16V8M17.5 16v-6",
  outside: "M10 5H5v14h14v-5M13 4h7v7M20 4l-9 9",
  // A fishing hook: somebody is being caught.
  hook: `M14 5.5V15.5a4.5 4.5 0 0 1-9 0v-3l3 2.5${ring(14, 3.5, 1.5)}`,
  // A cable with its plug.
  fibre: "M3 20c6 0 3-9 9-9M12 7v8h4a4 4 0 0 0 0-8zM20 11h2M15 7V4M15 18v-3",
  calendar: "M4 5.5h16V20H4zM4 10h16M8 3v4M16 3v4",
  person: `${ring(12, 7.5, 4)}M4.5 21c.8-8.5 14.2-8.5 15 0`,
  village: "M2 20h20M4 20v-7l4-3 4 3v7M12 11l4-4 4.5 4v9M16 20v-4",
  language: "M3 5h11v9H8l-4 3v-3H3zM17 9h4v8h-1v3l-4-3h-5v-3",
  letters: "M3 19l5-13 5 13M4.8 14.5h6.4M15 19l3-8 3 8M16.2 16h3.6",
  // A pencil over a line.
  practice: "M14.5 4.5l4 4L8 19H4v-4zM12 20.5h9",
  help: `${ring(12, 12, 9.5)}M9 9.5a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.1-1.5 2.2${dot(12, 17.3)}`,
  info: `${ring(12, 12, 9.5)}M12 11v6${dot(12, 7.3)}`,
  camera: `M3 8V4h4M17 4h4v4M21 16v4h-4M7 20H3v-4M7 8h4v4H7zM14 8h3v3M17 15v1h-3M8 16h.01`,
  copy: "M8 8h12v13H8zM16 8V3H4v13h4",
  install: "M6 2.5h12v19H6zM12 6.5v8M9 12l3 3 3-3",
  offline: "M3 3l18 18M4 20v-3M9.5 20v-7M15 20v-5M20.5 20V4",
  storage: "M4 6c0-4 16-4 16 0v12c0 4-16 4-16 0zM4 6c0 4 16 4 16 0M4 12c0 4 16 4 16 0",
  traffic: "M8 20V5M4 9l4-4 4 4M16 4v15M12 15l4 4 4-4",
  voice: "M9 11V6a3 3 0 0 1 6 0v5a3 3 0 0 1-6 0zM5 11c0 9 14 9 14 0M12 18v3.5",
  play: "M7 4.5l12 7.5-12 7.5z",
  stop: "M6 6h12v12H6z",
  signature: "M4 20h16M5 16c2-9 6-14 7-11s-5 11-3 11 3-5 5-5-1 5 1 5 3-2 4-3",
  paper: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
  shield: "M12 2.5l8 3V12c0 5-4 8-8 9.5C8 20 4 17 4 12V5.5z",
  undo: "M8 4L4 8l4 4M4 8h10a5.5 5.5 0 0 1 0 11H8",
  warning: `M12 3.5L22 20.5H2zM12 10v5${dot(12, 17.8)}`,
  clock: `${ring(12, 12, 9.5)}M12 6.5V12l4 2.5`,
  pin: `M12 21.5S5 14.5 5 9.5a7 7 0 0 1 14 0c0 5-7 12-7 12z${ring(12, 9.5, 2)}`,
};
