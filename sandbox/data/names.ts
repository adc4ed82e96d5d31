/** Names of generated records, by entity; the next round of a list gets a number. */
export const NAMES: Readonly<Record<string, readonly string[]>> = {
	organizations: ['Northern Works', 'Southern Works', 'Services', 'Holding'],
	companies: [
		'Nordwind Group',
		'Atlas Holding',
		'Fjord Industries',
		'Łódź Metal Group',
		'Cobalt SE',
	],
	customers: [
		'Bäckerei Sommer',
		'Ostsee Ferries',
		'Rhône Textiles',
		"O'Brien Dairy",
		'Lakeside Paper',
	],
	locations: [
		'Hall 1',
		'Press line 2',
		'Boiler house',
		'Paint shop',
		'Conveyor B',
		'Gate 3',
		'Yard',
	],
	storerooms: ['Spare parts store', 'Cold store', 'Tool crib', 'Bulk store', 'Hazardous goods'],
	accounts: ['Maintenance', 'Energy', 'Raw material', 'Freight', 'Tools', 'Safety'],
	teams: ['Mechanics', 'Electricians', 'Planning', 'Purchasing', 'Night shift'],
	users: [
		'Jana Novák',
		'Tom Becker',
		'Amélie Roux',
		'Piotr Zieliński',
		'Sarah Lindqvist',
		'Ben Osei',
	],
	labors: [
		'Jana Novák',
		'Tom Becker',
		'Amélie Roux',
		'Piotr Zieliński',
		'Sarah Lindqvist',
		'Ben Osei',
	],
	taxes: ['Standard rate', 'Reduced rate', 'Zero rate', 'Reverse charge'],
	projects: ['New paint shop', 'Line 4 retrofit', 'Energy saving', 'Roof repair', 'Warehouse move'],
	products: [
		'Bread box',
		'Hand truck',
		'Steel cabinet',
		'Work bench',
		'Tool trolley',
		'Water pump',
	],
	groups: ['Storage', 'Transport', 'Pumps', 'Furniture', 'Tools', 'Accessories'],
	bom: ['Hand truck, assembled', 'Work bench 2 m', 'Tool trolley, red', 'Water pump set'],
	assets: [
		'Hydraulic press',
		'Steam boiler',
		'Belt conveyor',
		'Air compressor',
		'Fork lift',
		'Crane',
	],
	'asset-templates': ['Press 400 t', 'Boiler 2 MW', 'Compressor 75 kW', 'Fork lift 3.5 t'],
	documents: ['Manual', 'Wiring diagram', 'Inspection report', 'Photo', 'Certificate'],
};

/** Titles of generated records, by entity. */
export const TITLES: Readonly<Record<string, readonly string[]>> = {
	pm: ['Lubricate bearings', 'Inspect safety guards', 'Replace filters', 'Check oil level'],
	'work-orders': [
		'Replace shaft seal',
		'Repair leak',
		'Align motor',
		'Replace V-belt',
		'Fix sensor',
	],
	'service-requests': ['Unusual noise', 'Oil on the floor', 'Door does not close', 'Lamp broken'],
	invoices: ['Delivery of spare parts', 'Repair service', 'Monthly rental'],
};

const ORDER_STATES = ['Draft', 'Approved', 'Sent', 'Received', 'Closed', 'Cancelled'];

/** Names of the statuses of an entity; their codes are the names in capitals. */
export const STATUS_NAMES: Readonly<Record<string, readonly string[]>> = {
	fulfillments: ['Open', 'Picking', 'Packed', 'Shipped', 'Delivered', 'Cancelled'],
	invoices: ['Open', 'In review', 'Approved', 'Paid', 'Disputed', 'Cancelled'],
	'production-orders': ['Planned', 'Released', 'In progress', 'Finished', 'Closed', 'Cancelled'],
	projects: ['Proposed', 'Approved', 'In progress', 'On hold', 'Closed', 'Cancelled'],
	'purchase-requisitions': ['Draft', 'Requested', 'Approved', 'Rejected', 'Ordered', 'Cancelled'],
	receiving: ['Announced', 'Arrived', 'In inspection', 'Received', 'Rejected', 'Cancelled'],
	'return-orders': ORDER_STATES,
	rfq: ['Draft', 'Sent', 'Answered', 'Awarded', 'Closed', 'Cancelled'],
	'sales-orders': ORDER_STATES,
	'service-requests': ['New', 'Accepted', 'In progress', 'Done', 'Rejected', 'Cancelled'],
	'shipment-orders': ['Planned', 'Loading', 'In transit', 'Delivered', 'Returned', 'Cancelled'],
	'stock-transfers': ['Draft', 'Released', 'In transit', 'Received', 'Closed', 'Cancelled'],
	'work-orders': ['Open', 'Planned', 'In progress', 'On hold', 'Completed', 'Cancelled'],
};

export const UNITS = [
	{ code: 'PCE', name: 'Piece' },
	{ code: 'L', name: 'Litre' },
	{ code: 'M', name: 'Metre' },
	{ code: 'KG', name: 'Kilogram' },
	{ code: 'PAA', name: 'Pair' },
	{ code: 'HUR', name: 'Hour' },
	{ code: 'BX', name: 'Box' },
	{ code: 'PF', name: 'Pallet' },
] as const;

export const CITIES = [
	{ city: 'Hamburg', postCode: '20457', country: 'DE' },
	{ city: 'Lyon', postCode: '69002', country: 'FR' },
	{ city: 'Cleveland', postCode: '44113', country: 'US' },
	{ city: 'Kraków', postCode: '30-059', country: 'PL' },
	{ city: 'Manchester', postCode: 'M1 4BT', country: 'GB' },
] as const;

/** Texts of fields that are the same kind of thing in every entity. */
export const CHOICES: Readonly<Record<string, readonly string[]>> = {
	severity: ['low', 'medium', 'high', 'critical'],
	criticality: ['A', 'B', 'C'],
	priority: ['1', '2', '3'],
	type: ['standard', 'internal', 'external'],
	scope: ['general'],
	roleName: ['Technician', 'Planner', 'Buyer', 'Store keeper'],
	categoryName: ['Mechanical', 'Electrical', 'Safety', 'Building'],
	categoryCode: ['MECH', 'ELEC', 'SAFE', 'BLDG'],
	manufacturerName: ['Atlas', 'Fjord', 'Cobalt', 'Alpina'],
	makeName: ['Atlas', 'Fjord', 'Cobalt', 'Alpina'],
	modelName: ['X-200', 'X-400', 'Compact 7'],
	carrierName: ['Nordfracht', 'Blue Parcel', 'Transalpin'],
	reason: ['Count', 'Damage', 'Scrap', 'Correction'],
	status: ['active', 'active', 'discontinued'],
	currency: ['EUR'],
	uomName: ['Hour', 'Kilometre'],
	contentType: ['application/pdf', 'image/png'],
	recurring: ['true', 'false'],
	shipmentRequired: ['true', 'false'],
	interval: ['7', '30', '90'],
	condition: ['greater than', 'every'],
	instructions: ['Lock out the machine first.', 'Two people are needed.', 'Wear gloves.'],
	completionRemarks: ['Done as planned.', 'Part replaced.', 'To be watched.'],
	position: ['A-01-03', 'B-12-01', 'C-07-02'],
	firstName: ['Jana', 'Tom', 'Amélie', 'Piotr', 'Sarah', 'Ben'],
	lastName: ['Novák', 'Becker', 'Roux', 'Zieliński', 'Lindqvist', 'Osei'],
	lat: ['53.5511', '45.7640', '41.4993'],
	lng: ['9.9937', '4.8357', '-81.6944'],
};
