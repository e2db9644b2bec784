/** How long a scripted vector is where the request does not say. */
const DEFAULT_DIMENSIONS = 4

/** The vector of the input at `index`: exact in 32 bits, so that it is the same in every encoding. */
export const scriptedVector = (index: number, dimensions: unknown): number[] =>
  Array.from(
    { length: typeof dimensions === 'number' ? dimensions : DEFAULT_DIMENSIONS },
    (_, place) => (index + 1) * 2 ** -(place + 1),
  )
