import type { Adaptation } from './adapt.ts'

/** A request with functions is written with the tools as which it was read: most servers support nothing else. */
export const adaptFunctions: Adaptation = (request) =>
  request.functions === undefined ? request : { ...request }
