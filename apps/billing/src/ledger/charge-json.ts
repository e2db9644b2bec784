import { encodeCharge, type ChargeEvent } from '@gptget/contracts'

/** A charge as it is stored: JSON text, amounts as decimal text. */
export const writeChargeJson = (event: ChargeEvent): string => JSON.stringify(encodeCharge(event))
