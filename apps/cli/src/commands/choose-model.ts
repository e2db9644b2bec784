import type { Api } from '../api/api.ts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { readSettings } from '../settings/settings.ts'
import { listModels, makes } from '../api/models.ts'

/** The model asked for, else `GPTGET_MODEL`, else of the settings, else the first that makes what is wanted. */
export const chooseModel = async (
  context: Context,
  api: Api,
  asked: string | undefined,
  kind: string,
): Promise<string> => {
  const { env } = context.terminal
  const wished = kind === 'text' ? env['GPTGET_MODEL'] || (await readSettings(env)).model : undefined
  const given = asked ?? wished
  if (given) return given
  const able = (await listModels(api)).filter((model) => makes(model, kind) && !makes(model, 'embeddings'))
  const found = able.find(({ id }) => kind !== 'image' || DRAWS_AT_ONCE.test(id)) ?? able[0]
  if (found === undefined)
    throw new CliError(`No model of this server has the output "${kind}".`, {
      exitCode: EXIT.notFound,
      advice:
        'Ask its operator to add a provider that has one, or name one with --model. `gptget models --all` lists all.',
    })
  context.say(`model ${found.id} (--model chooses another)`)
  return found.id
}

/** Others that make images (Midjourney) only take tasks, and `image` asks for an answer at once. */
const DRAWS_AT_ONCE = /image|imagen|imagine|flux|banana/
