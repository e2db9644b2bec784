/** What a person at the terminal reads. Times count from the start. */
export type Terminal = {
  say(text: string): void
  /** Says what was done and when. */
  done(text: string): void
  warn(text: string): void
}

export const createTerminal = (now: () => number): Terminal => {
  const startedAt = now()
  const elapsed = () => `${((now() - startedAt) / 1000).toFixed(1)} s`.padStart(7)
  return {
    say: (text) => console.log(text),
    done: (text) => console.log(`${elapsed()}  ${text}`),
    warn: (text) => console.log(`${elapsed()}  ! ${text.replaceAll('\n', '\n           ')}`),
  }
}
