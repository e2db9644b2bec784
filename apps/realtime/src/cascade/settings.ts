import { PublicError } from '@gptget/errors'
import type { SessionPort } from '../backends/backend.ts'
import type { Context } from '../context.ts'
import type { JsonObject } from '../events/event.ts'
import { updateConfig, type SessionConfig } from '../events/session-config.ts'
import { findPartModel, type PartKey } from './part-models.ts'
import { requireCascade, requireTools } from './requirements.ts'
import { describeSession } from './session-object.ts'

type Options = { config: SessionConfig; key: PartKey; expiresAtMs: number }

/** The settings of a session, and the models that its key may use for them. */
export class Settings {
  readonly #context: Context
  readonly #port: SessionPort
  readonly #options: Options
  #config: SessionConfig

  constructor(context: Context, port: SessionPort, options: Options) {
    this.#context = context
    this.#port = port
    this.#options = options
    this.#config = options.config
  }

  get current(): SessionConfig {
    return this.#config
  }

  get isTranscription(): boolean {
    return this.#config.type === 'transcription'
  }

  /** @throws PublicError, and nothing is changed */
  update(update: JsonObject): void {
    this.#requireSame(update)
    const config = updateConfig(this.#config, { ...update, type: this.#config.type })
    requireCascade(config, update)
    const { transcription } = config.audio.input
    if (transcription !== null)
      config.audio.input.transcription = {
        ...transcription,
        model: this.transcriptionModel(transcription.model),
      }
    this.#config = config
  }

  /** The settings of one response. @throws PublicError */
  ofResponse(asked: JsonObject): SessionConfig {
    const config = updateConfig(this.#config, asked, 'response')
    requireTools(config.tools)
    return config
  }

  /** The named model, or another one. @throws PublicError if there is no transcription model */
  transcriptionModel(named: string | undefined): string {
    const wanted = this.isTranscription ? (named ?? this.#port.model) : named
    const model = findPartModel(this.#context, 'transcription', wanted, this.#options.key)
    if (model !== null) return model
    throw new PublicError('model_not_configured', 'No transcription model is configured here.', {
      param: 'session.audio.input.transcription',
    })
  }

  /** null for text. @throws PublicError if a response is to be spoken and there is no speech model */
  speechModel({ output_modalities: [modality], audio }: SessionConfig): string | null {
    if (modality === 'text') return null
    const model = findPartModel(this.#context, 'speech', audio.output.model, this.#options.key)
    if (model !== null) return model
    throw new PublicError(
      'model_not_configured',
      'No speech model is configured here. Use output_modalities ["text"].',
      { param: 'session.output_modalities' },
    )
  }

  describe(): JsonObject {
    const { id, model } = this.#port
    return describeSession(this.#config, { id, model, expiresAtMs: this.#options.expiresAtMs })
  }

  /** The model and the type of a session cannot be changed. */
  #requireSame({ model, type }: JsonObject): void {
    if (typeof model === 'string' && this.#context.catalog.find(model)?.id !== this.#port.model)
      throw new PublicError('invalid_request', 'session.model: the model of a session cannot be changed.', {
        param: 'session.model',
      })
    // Clients write `realtime` into every update.
    const isMeant = type === undefined || type === this.#config.type || type === 'realtime'
    if (isMeant) return
    throw new PublicError(
      'invalid_request',
      `session.type: this session is of type "${this.#config.type}".`,
      {
        param: 'session.type',
      },
    )
  }
}
