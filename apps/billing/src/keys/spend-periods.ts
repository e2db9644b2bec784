/** The periods that a key's spending is summed over, as they are written in `key_spend`. */
export const TOTAL = 'total'
export const dayOf = (time: Date): string => time.toISOString().slice(0, 10)
export const monthOf = (time: Date): string => time.toISOString().slice(0, 7)
export const periodsOf = (time: Date): string[] => [TOTAL, dayOf(time), monthOf(time)]
