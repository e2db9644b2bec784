import { m } from '../../messages/index.ts'
import { SelectField, TextArea, TextField } from '../../ui/field.tsx'
import { EFFORTS, type ChatSettings } from './chat-settings.ts'
import { chat } from './chat-store.ts'

type NumberName = 'temperature' | 'topP' | 'maxTokens' | 'seed' | 'frequencyPenalty' | 'presencePenalty'

const NUMBERS: Record<NumberName, { min: number; max?: number; step: number }> = {
  temperature: { min: 0, max: 2, step: 0.1 },
  topP: { min: 0, max: 1, step: 0.05 },
  maxTokens: { min: 1, step: 1 },
  seed: { min: 0, step: 1 },
  frequencyPenalty: { min: -2, max: 2, step: 0.1 },
  presencePenalty: { min: -2, max: 2, step: 0.1 },
}

/** The sampling parameters. */
export const SamplingFields = ({ settings }: { settings: ChatSettings }) => (
  <>
    <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">
      {(Object.keys(NUMBERS) as NumberName[]).map((name) => (
        <TextField
          key={name}
          type="number"
          {...NUMBERS[name]}
          label={m.playground[name]}
          placeholder={m.playground.leftToModel}
          value={settings[name] ?? ''}
          onChange={({ target }) => chat.changeSettings({ [name]: numberOf(target.value) })}
        />
      ))}
    </div>
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        label={m.playground.effort}
        options={EFFORTS.map((effort) => [effort, m.playground.efforts[effort]])}
        value={settings.effort}
        onChange={({ target }) => chat.changeSettings({ effort: target.value as ChatSettings['effort'] })}
      />
      <TextArea
        label={m.playground.stopAt}
        hint={m.playground.stopAtHint}
        rows={2}
        value={settings.stop}
        onChange={({ target }) => chat.changeSettings({ stop: target.value })}
      />
    </div>
  </>
)

const numberOf = (text: string): number | null => (text === '' ? null : Number(text))
