/** Resolves whether the promise has resolved in this time. Rejects as it does. Leaves no timer behind. */
export const resolvesWithin = async (promise: Promise<unknown>, timeoutMs: number): Promise<boolean> => {
  const late = Promise.withResolvers<boolean>()
  const timer = setTimeout(late.resolve, timeoutMs, false).unref()
  try {
    return await Promise.race([promise.then(() => true), late.promise])
  } finally {
    clearTimeout(timer)
  }
}
