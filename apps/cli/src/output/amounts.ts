/** Formats US dollars: with cents, or with more digits for a small amount. */
export const showUsd = (amount: number): string => {
  if (amount !== 0 && Math.abs(amount) < 0.01)
    return `$${Number(amount.toPrecision(3)).toFixed(9).replace(/0+$/, '')}`
  return `$${amount.toFixed(2)}`
}

/** Formats US dollars per million tokens, from the price of one token as decimal text. */
export const showPerMillion = (perToken: string | undefined): string => {
  if (perToken === undefined) return ''
  return showUsd(Number(perToken) * 1e6)
}

export const showBytes = (bytes: number): string => {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} KiB`
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`
}

/** Formats a time in this machine's time zone, to the minute. */
export const showTime = (iso: string | number | null | undefined): string => {
  if (iso === null || iso === undefined) return ''
  const date = new Date(typeof iso === 'number' ? iso * 1000 : iso)
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}

const two = (number: number): string => String(number).padStart(2, '0')
