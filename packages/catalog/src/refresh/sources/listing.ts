import type { SnapshotPrice } from '../../snapshot.ts'

/** One model as one provider sells it, as one source tells. `isByHour`: its price is that of the highest hour. */
export type Listing = {
  model: string
  name: string
  context: number | null
  price: SnapshotPrice
  isByHour?: boolean
}
