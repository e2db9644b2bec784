import type { CatalogModel } from '@gptget/contracts'
import type { Logger } from '@gptget/runtime'

/** What the pages are made of, beside what is written in them. */
export type Context = {
  /** The models that the routers know. @throws BusError where no router answers. */
  readModels: () => Promise<readonly CatalogModel[]>
  logger: Logger
}
