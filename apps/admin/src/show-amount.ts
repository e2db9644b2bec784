import { toUsdNumber } from '@gptget/money'

/** An amount for `--json`: `name` in US dollars to read, and `name_nano_usd` as decimal text to calculate with. */
export const showAmount = <Name extends string>(name: Name, amountNanoUsd: bigint) =>
  ({ [name]: toUsdNumber(amountNanoUsd), [`${name}_nano_usd`]: amountNanoUsd.toString() }) as Record<
    Name,
    number
  > &
    Record<`${Name}_nano_usd`, string>
