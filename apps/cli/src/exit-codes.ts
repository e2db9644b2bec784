/** How the program ends. Documented in the README: scripts rely on it. */
export const EXIT = {
  done: 0,
  failed: 1,
  misused: 2,
  /** No key, or one that is refused or may not do this. */
  notAllowed: 3,
  notFound: 4,
  noCredit: 5,
  unreachable: 6,
  limited: 7,
  interrupted: 130,
} as const
