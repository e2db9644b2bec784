import { undated } from '../reviewed/model-id.ts'
import { SELLERS } from '../reviewed/sellers.ts'
import type { SourceFile } from './source-file.ts'
import { SOURCES } from './sources.ts'

type Files = readonly { id: string; file: SourceFile }[]

/** Drops models that no current list sells: older lists have many names for each model, and retired models. */
export const keepUseful = (files: Files): Files => {
  const sold = new Map(SELLERS.map((seller) => [seller.provider, namesSold(files, seller.provider)]))
  return files.map(({ id, file }) => ({
    id,
    file: {
      ...file,
      sellers: Object.fromEntries(
        Object.entries(file.sellers).map(([provider, listings]) => [
          provider,
          listings.filter(
            ({ model, isRemoved }) => isRemoved || sold.get(provider)!.has(undated(model).toLowerCase()),
          ),
        ]),
      ),
    },
  }))
}

const namesSold = (files: Files, provider: string): Set<string> => {
  const seller = SELLERS.find((each) => each.provider === provider)!
  const listers = files.filter(({ id }) => SOURCES.find((source) => source.id === id)!.isLister(seller))
  return new Set(
    listers.flatMap(({ file }) =>
      (file.sellers[provider] ?? [])
        .filter(
          ({ model, price, isRemoved }) => price !== undefined && !isRemoved && !seller.without?.test(model),
        )
        .map(({ model }) => undated(model).toLowerCase()),
    ),
  )
}
