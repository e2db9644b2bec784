import type { Adaptation } from './adapt.ts'

/** A request of functions is written as the one of tools that it was read as: most servers know nothing else. */
export const adaptFunctions: Adaptation = (request) =>
  request.functions === undefined ? request : { ...request }
