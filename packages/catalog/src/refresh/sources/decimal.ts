/** Prints US dollars as decimal text, rounded to nano-dollars, which undoes binary rounding. */
export const decimal = (usd: number): string => {
  const text = usd.toFixed(9)
  return text.replace(/\.?0+$/, '')
}

/** Prints the fields that exist as decimal text. */
export const decimals = <Field extends string>(
  fields: Record<Field, number | undefined>,
): Partial<Record<Field, string>> =>
  Object.fromEntries(
    Object.entries<number | undefined>(fields).flatMap(([field, usd]) =>
      usd === undefined ? [] : [[field, decimal(usd)]],
    ),
  ) as Partial<Record<Field, string>>

/** Converts a price per unit into one per million. */
export const perMillion = (usd: number | undefined): number | undefined =>
  usd === undefined ? undefined : usd * 1_000_000

/** Multiplies every rate by a factor. */
export const multiplyRates = <Rates extends Record<string, string | undefined>>(
  rates: Rates,
  factor: number,
): Rates =>
  Object.fromEntries(
    Object.entries(rates).map(([name, rate]) => [name, decimal(Number(rate) * factor)]),
  ) as Rates
