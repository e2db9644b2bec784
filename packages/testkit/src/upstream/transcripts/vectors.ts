/** The length of a vector if the request does not set it. */
const DEFAULT_DIMENSIONS = 4

/** The vector of the input at `index`. Its numbers are exact in 32 bits, so that every encoding is equal. */
export const scriptedVector = (index: number, dimensions: unknown): number[] =>
  Array.from(
    { length: typeof dimensions === 'number' ? dimensions : DEFAULT_DIMENSIONS },
    (_, place) => (index + 1) * 2 ** -(place + 1),
  )
