import type { FormEvent } from 'react'
import { m } from '../../messages/index.ts'
import { inputClass } from '../../ui/field.tsx'
import { fieldsOf } from '../entrance/fields-of.ts'

/** Finds the receipt of an answer by its id. */
export const ReceiptSearch = ({ onFind }: { onFind: (id: string) => void }) => {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { id = '' } = fieldsOf(event.currentTarget)
    if (id.trim() !== '') onFind(id.trim())
  }
  return (
    <form role="search" onSubmit={submit}>
      <input
        name="id"
        type="search"
        aria-label={m.activity.findReceipt}
        placeholder={m.activity.findReceipt}
        className={`${inputClass} h-9 w-60`}
      />
    </form>
  )
}
