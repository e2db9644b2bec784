/** Prints messages for people. Times count from the start. */
export type Terminal = {
  say(text: string): void
  /** Prints a finished step and its time. */
  done(text: string): void
  warn(text: string): void
  /** Includes the name in the lines about running work until the work ends. */
  during<Result>(name: string, work: Promise<Result>): Promise<Result>
}

/** After this time without a line, one lists the running work. */
const SILENCE_MS = 4_000

export const createTerminal = (now: () => number, print: (text: string) => void = console.log): Terminal => {
  const startedAt = now()
  const underWay = new Set<string>()
  let spokeAt = startedAt
  const elapsed = () => `${((now() - startedAt) / 1000).toFixed(1)} s`.padStart(7)
  const say = (text: string) => {
    spokeAt = now()
    print(text)
  }
  const remind = () => {
    if (now() - spokeAt >= SILENCE_MS) say(`${elapsed()}  … still running: ${[...underWay].join(', ')}`)
  }
  return {
    say,
    done: (text) => say(`${elapsed()}  ${text}`),
    warn: (text) => say(`${elapsed()}  ! ${text.replaceAll('\n', '\n           ')}`),
    during: async (name, work) => {
      underWay.add(name)
      const timer = setInterval(remind, SILENCE_MS / 4)
      try {
        return await work
      } finally {
        clearInterval(timer)
        underWay.delete(name)
      }
    },
  }
}
