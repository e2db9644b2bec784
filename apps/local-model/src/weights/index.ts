export { ensureWeights } from './ensure-weights.ts'
export type { Weights, WeightsOptions } from './ensure-weights.ts'
