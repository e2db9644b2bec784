/** A source's number of US dollars as decimal text: the nearest nano-dollar, which undoes binary rounding. */
export const decimal = (usd: number): string => {
  const text = usd.toFixed(9)
  return text.replace(/\.?0+$/, '')
}

/** Decimals of those fields that the source has. */
export const decimals = <Field extends string>(
  fields: Record<Field, number | undefined>,
): Partial<Record<Field, string>> =>
  Object.fromEntries(
    Object.entries<number | undefined>(fields).flatMap(([field, usd]) =>
      usd === undefined ? [] : [[field, decimal(usd)]],
    ),
  ) as Partial<Record<Field, string>>

/** A price for one as a price per million. */
export const perMillion = (usd: number | undefined): number | undefined =>
  usd === undefined ? undefined : usd * 1_000_000

/** Every rate times a factor. */
export const multiplyRates = <Rates extends Record<string, string | undefined>>(
  rates: Rates,
  factor: number,
): Rates =>
  Object.fromEntries(
    Object.entries(rates).map(([name, rate]) => [name, decimal(Number(rate) * factor)]),
  ) as Rates
