import type { Bus } from '@gptget/bus'
import type { CatalogModel } from '@gptget/contracts'
import { catalogChanged, readCatalog } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { Logger } from '@gptget/runtime'
import { ModelNames } from './model-names.ts'
import { noSuchModel } from './no-such-model.ts'

export type CatalogMirror = {
  /** The same array while the catalog is the same. @throws PublicError 503 before any router sent it. */
  models(): readonly CatalogModel[]
  /** The model that a caller means by a name, if it is unambiguous. */
  find(name: string): CatalogModel | undefined
  /** @throws PublicError 404 with suggestions, or 503 before any router sent the catalog. */
  model(name: string): CatalogModel
  isLoaded(): boolean
  stop(): void
}

const RETRY_MS = 250
/** A broadcast may be lost; this limits the delay. */
const REFRESH_MS = 30_000
/** Routers start beside the edges, so a short time without an answer is normal. */
const PATIENCE_MS = 10_000

/** The router's catalog in memory: the models and their highest prices. */
export const mirrorCatalog = (bus: Bus, logger: Logger): CatalogMirror => {
  let all: readonly CatalogModel[] = []
  let names = new ModelNames([], {})
  let version: string | null = null
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  let failedAttempts = 0

  const reportFailure = (error: unknown): void => {
    failedAttempts += 1
    const attemptsInPatience = PATIENCE_MS / RETRY_MS
    if (version !== null)
      logger.warn({ err: error }, 'the catalog could not be read again; the old one serves')
    else if (failedAttempts === 1) logger.info('waiting for a router to tell the models')
    else if (failedAttempts % attemptsInPatience === 0)
      logger.warn({ err: error }, 'no router has told the models yet')
  }

  const load = async (): Promise<void> => {
    clearTimeout(timer)
    let nextMs = REFRESH_MS
    try {
      const catalog = await bus.call(readCatalog, version === null ? {} : { known: version })
      if (catalog.models !== null) {
        all = catalog.models
        names = new ModelNames(all, catalog.aliases ?? {})
        version = catalog.version
        logger.info({ version, models: all.length }, 'catalog loaded')
      }
    } catch (error) {
      nextMs = version === null ? RETRY_MS : REFRESH_MS
      reportFailure(error)
    }
    if (!isStopped) timer = setTimeout(() => void load(), nextMs).unref()
  }
  bus.on(catalogChanged, (changed) => {
    if (changed.version !== version) void load()
  })
  void load()

  /** A new edge does not know the models yet: that must not look like an empty catalog. */
  const requireLoaded = (): void => {
    if (version !== null) return
    throw new PublicError(
      'service_unavailable',
      'The gateway is starting: its models are not known yet. Try again.',
      {
        retryAfterMs: RETRY_MS,
      },
    )
  }

  return {
    models: () => {
      requireLoaded()
      return all
    },
    find: (name) => names.find(name),
    model: (name) => {
      const model = names.find(name)
      if (model) return model
      requireLoaded()
      throw noSuchModel(name, names.suggest(name))
    },
    isLoaded: () => version !== null,
    stop: () => {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
