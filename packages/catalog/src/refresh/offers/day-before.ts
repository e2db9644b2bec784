/** Returns the date `days` before `day`. Both are text such as `2026-11-22`. */
export const dayBefore = (day: string, days: number): string =>
  new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10)
