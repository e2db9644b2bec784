import { m } from '../../messages/index.ts'
import { SelectField } from '../../ui/field.tsx'
import { OUTPUTS, readSchema, type ChatSettings } from './chat-settings.ts'
import { chat } from './chat-store.ts'
import { JsonField } from './json-field.tsx'

const EXAMPLE = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name', 'age'],
  additionalProperties: false,
}

/** The format of the answer: text, JSON, or JSON with a schema. */
export const OutputFields = ({ settings }: { settings: ChatSettings }) => (
  <>
    <SelectField
      label={m.playground.output}
      options={OUTPUTS.map((output) => [output, m.playground.outputs[output]])}
      value={settings.output}
      onChange={({ target }) => chat.changeSettings({ output: target.value as ChatSettings['output'] })}
    />
    {settings.output === 'schema' && (
      <JsonField
        label={m.playground.schema}
        fault={readSchema(settings.schema).fault}
        example={EXAMPLE}
        value={settings.schema}
        onValue={(schema) => chat.changeSettings({ schema })}
      />
    )}
  </>
)
