import { Plus } from 'lucide-react'
import { useState } from 'react'
import { pay } from '../../api/payments.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Modal, ModalActions } from '../../ui/modal.tsx'
import { Failure } from '../../ui/states.tsx'
import { useForm } from '../entrance/use-form.ts'

export const AddCredit = () => {
  const [isOpen, setOpen] = useState(false)
  const { work, onSubmit } = useForm(({ amount = '', card }) =>
    pay(Math.round(Number(amount) * 100), card === 'on'),
  )
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <Plus size={16} aria-hidden />
        {m.payments.add}
      </Button>
      <Modal title={m.payments.add} text={m.payments.addText} isOpen={isOpen} onClose={() => setOpen(false)}>
        <form onSubmit={onSubmit} className="flex flex-col gap-4">
          {work.isError && <Failure error={work.error} />}
          <TextField
            name="amount"
            type="number"
            inputMode="decimal"
            label={m.payments.amount}
            hint={m.payments.amountHint}
            defaultValue="20"
            min={5}
            max={10_000}
            step={0.01}
            required
            autoFocus
          />
          <label className="flex items-center gap-2 text-soft">
            <input type="checkbox" name="card" className="size-4 accent-accent" />
            {m.payments.saveCard}
          </label>
          <ModalActions>
            <Button onClick={() => setOpen(false)}>{m.common.cancel}</Button>
            <Button type="submit" look="primary" isBusy={work.isPending || work.isSuccess}>
              {m.payments.continue}
            </Button>
          </ModalActions>
        </form>
      </Modal>
    </>
  )
}
