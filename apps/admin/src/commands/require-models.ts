import { BusError, type Bus } from '@gptget/bus'
import { readCatalog } from '@gptget/contracts'
import { findSimilar } from '../find-similar.ts'
import { UsageError, type Terminal } from '../terminal.ts'

/**
 * Refuses models that do not exist: a key for one would fail at its first request, for a caller who cannot change it.
 * @throws UsageError that suggests similar models
 */
export const requireModels = async (
  bus: Bus,
  asked: readonly string[] | null | undefined,
  terminal: Terminal,
): Promise<void> => {
  if (!asked) return
  const catalog = await readModelNames(bus)
  if (catalog === null) {
    terminal.talk('warning: no router is running, so the models cannot be checked.')
    return
  }
  const { ids, aliases } = catalog
  const lines = asked
    .filter((model) => !ids.includes(model))
    .map((model) => {
      const similar = aliases[model] === undefined ? findSimilar(model, ids) : [aliases[model]]
      return `There is no model ${JSON.stringify(model)}.${similar.length > 0 ? ` Did you mean ${similar.join(' or ')}?` : ''}`
    })
  if (lines.length > 0) throw new UsageError(`${lines.join('\n')}\n\`models list\` shows all models.`)
}

type ModelNames = { ids: string[]; aliases: Record<string, string> }

/** null if no router is running. */
const readModelNames = async (bus: Bus): Promise<ModelNames | null> => {
  try {
    const { models, aliases = {} } = await bus.call(readCatalog, {})
    return { ids: (models ?? []).map(({ id }) => id), aliases }
  } catch (error) {
    if (error instanceof BusError && error.code === 'unavailable') return null
    throw error
  }
}
