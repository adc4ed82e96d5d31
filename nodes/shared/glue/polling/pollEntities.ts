import { catalogue, type Entity } from '../../catalogue';
import { referringOf } from '../../catalogue/referring';
import { CREATED_FIELD } from '../changes/fetching';
import { entityTitle, titleCase } from '../description/labels';

/** The field by which changes are found: the time of the last change, or of the creation where there is no other. */
export const timeFieldOf = ({ updatedField, fields }: Entity): string | undefined =>
	updatedField ?? fields.find(({ name }) => name === CREATED_FIELD)?.name;

/** "purchaseOrderLineItem" is called "Purchase Order Line Item" where it stands alone. */
function labelOf({ name, singular }: Entity): string {
	const [full, short] = [entityTitle(name), titleCase(singular)];
	return full.endsWith(` ${short}`) ? full : short;
}

/** The entities whose changes can be told by time, with their names, in alphabetical order. */
export const watchable: ReadonlyArray<{ label: string; entity: Entity }> = Object.values(catalogue)
	.filter((entity) => entity.operations.getAll && timeFieldOf(entity) !== undefined)
	.map((entity) => ({ label: labelOf(entity), entity }))
	.sort((a, b) => a.label.localeCompare(b.label));

/** Those whose records refer to others. */
export const watchableReferring: readonly Entity[] = watchable
	.map(({ entity }) => entity)
	.filter(({ fields }) => {
		const { references, parts } = referringOf(fields);
		return references.length + parts.length > 0;
	});
