import { readCatalog } from '@gptget/contracts'
import type { Context } from '../context.ts'
import type { PageFile } from '../page-files.ts'
import { printJson } from './print-json.ts'
import { describeModel } from './describe-models.ts'

/** How long an answer of the routers is used. People do not notice the difference. */
const FRESH_MS = 5_000

type Printed = { version: string; file: PageFile; readAtMs: number }

/** The list of models as the pages read it, serialized once for each version of the catalog. */
export const modelsOnce = ({ bus, now }: Context): (() => Promise<PageFile>) => {
  let printed: Printed | undefined
  return async () => {
    const readAtMs = now().getTime()
    if (printed !== undefined && readAtMs - printed.readAtMs < FRESH_MS) return printed.file
    const { version, models } = await bus.call(readCatalog, printed ? { known: printed.version } : {})
    const file =
      models === null && printed ? printed.file : printJson({ models: (models ?? []).map(describeModel) })
    printed = { version, file, readAtMs }
    return file
  }
}
