import type { DialectLimits } from '../../canonical/losses.ts'

/** The canonical form can say everything, by its own names. */
export const limits: DialectLimits = { fields: {}, lacks: {}, extensions: {} }
