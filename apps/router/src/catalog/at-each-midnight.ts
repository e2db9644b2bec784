const DAY_MS = 86_400_000

/** Runs something as each day begins, until `lifetime` ends. Days begin at midnight UTC, as dates of retirement do. */
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
