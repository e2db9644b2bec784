import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { TextArea } from '../../ui/field.tsx'

type JsonFieldProps = {
  label: string
  hint?: string
  fault: string | undefined
  example: unknown
  value: string
  onValue: (value: string) => void
}

/** An editor for JSON. It offers an example while it is empty, and shows errors. */
export const JsonField = ({ label, hint, fault, example, value, onValue }: JsonFieldProps) => (
  <div className="flex flex-col items-start gap-2">
    <TextArea
      label={label}
      hint={hint}
      fault={value.trim() === '' ? undefined : fault}
      rows={value === '' ? 3 : 10}
      spellCheck={false}
      className="w-full"
      fieldClass="font-mono text-sm"
      value={value}
      onChange={({ target }) => onValue(target.value)}
    />
    {value.trim() === '' && (
      <Button size="sm" onClick={() => onValue(JSON.stringify(example, null, 2))}>
        {m.playground.example}
      </Button>
    )}
  </div>
)
