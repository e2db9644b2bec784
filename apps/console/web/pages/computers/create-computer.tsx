import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { createComputer } from '../../api/computers.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Modal, ModalActions } from '../../ui/modal.tsx'
import { Failure } from '../../ui/states.tsx'
import { fieldsOf } from '../entrance/fields-of.ts'

const IDLE_MINUTES = 30

export const CreateComputer = ({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) => {
  const client = useQueryClient()
  const create = useMutation({
    mutationFn: ({ name = '', size = '', network = '', minutes = '0' }: Record<string, string>) =>
      createComputer({ name, instance_type: size, network, auto_stop_minutes: Number(minutes) }),
    onSuccess: async () => {
      onClose()
      await client.invalidateQueries({ queryKey: ['computers'] })
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    create.mutate(fieldsOf(event.currentTarget))
  }
  return (
    <Modal title={m.computers.create} isOpen={isOpen} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {create.isError && <Failure error={create.error} />}
        <TextField
          name="name"
          label={m.computers.name}
          placeholder={m.computers.namePlaceholder}
          required
          autoFocus
        />
        <SelectField
          name="size"
          label={m.computers.size}
          options={Object.entries(m.computers.sizes)}
          defaultValue="2c4g"
        />
        <SelectField
          name="network"
          label={m.computers.network}
          options={Object.entries(m.computers.networks)}
        />
        <TextField
          name="minutes"
          type="number"
          min={0}
          max={10_080}
          label={m.computers.autoStop}
          defaultValue={IDLE_MINUTES}
        />
        <ModalActions>
          <Button onClick={onClose}>{m.common.cancel}</Button>
          <Button type="submit" look="primary" isBusy={create.isPending}>
            {m.computers.create}
          </Button>
        </ModalActions>
      </form>
    </Modal>
  )
}
