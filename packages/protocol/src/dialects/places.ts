/** Whether every turn began at its own position in the caller's list. */
export const isInStep = (places: readonly number[]): boolean =>
  places.every((place, index) => place === index)
