import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { m } from '../messages/index.ts'
import { Button } from './button.tsx'
import { SelectField } from './field.tsx'
import { Modal, ModalActions } from './modal.tsx'
import { Failure } from './states.tsx'

const OVERLAPS = [
  ['0', m.keys.overlaps.now],
  ['3600', m.keys.overlaps.hour],
  ['86400', m.keys.overlaps.day],
  ['604800', m.keys.overlaps.week],
] as const satisfies readonly [string, string][]

type RotateProps = {
  title: string
  text: string
  isOpen: boolean
  onClose: () => void
  onRotate: (overlapSeconds: number) => Promise<void>
}

/** Asks how long the old secret stays valid beside the new one. */
export const RotateForm = ({ title, text, isOpen, onClose, onRotate }: RotateProps) => {
  const [seconds, setSeconds] = useState('86400')
  const rotate = useMutation({ mutationFn: () => onRotate(Number(seconds)), onSuccess: onClose })
  return (
    <Modal title={title} text={text} isOpen={isOpen} onClose={onClose}>
      {rotate.isError && <Failure error={rotate.error} />}
      <SelectField
        label={m.keys.overlap}
        options={OVERLAPS}
        value={seconds}
        onChange={({ target }) => setSeconds(target.value)}
      />
      <ModalActions>
        <Button onClick={onClose}>{m.common.cancel}</Button>
        <Button look="primary" isBusy={rotate.isPending} onClick={() => rotate.mutate()}>
          {m.keys.rotate}
        </Button>
      </ModalActions>
    </Modal>
  )
}
