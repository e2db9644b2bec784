/** Exit codes. The README documents them, and scripts rely on them. */
export const EXIT = {
  done: 0,
  failed: 1,
  misused: 2,
  /** There is no key, or it is invalid or lacks the right. */
  notAllowed: 3,
  notFound: 4,
  noCredit: 5,
  unreachable: 6,
  limited: 7,
  interrupted: 130,
} as const
