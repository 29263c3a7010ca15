export { type Ownership, type OwnershipProps, ownership } from '../ownership.ts';
