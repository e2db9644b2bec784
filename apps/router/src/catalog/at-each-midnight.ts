const DAY_MS = 86_400_000

/** Runs a job at the start of each day, until `lifetime` ends. Days start at midnight UTC, like retirement dates. */
export const atEachMidnight = (lifetime: AsyncDisposableStack, run: (now: Date) => void): void => {
  let timer: NodeJS.Timeout | undefined
  const wait = (): void => {
    timer = setTimeout(
      () => {
        run(new Date())
        wait()
      },
      DAY_MS - (Date.now() % DAY_MS),
    ).unref()
  }
  wait()
  lifetime.defer(() => clearTimeout(timer))
}
