export const STATUSES = [
	{ code: 'DRAFT', name: 'Draft' },
	{ code: 'APPROVAL', name: 'Waiting for approval' },
	{ code: 'APPROVED', name: 'Approved' },
	{ code: 'SENT', name: 'Sent to vendor' },
	{ code: 'PARTIAL', name: 'Partially received' },
	{ code: 'RECEIVED', name: 'Received' },
	{ code: 'CLOSED', name: 'Closed' },
	{ code: 'CANCELLED', name: 'Cancelled' },
] as const;

export const CURRENCIES = [
	{ code: 'EUR', name: 'Euro' },
	{ code: 'USD', name: 'US dollar' },
	{ code: 'GBP', name: 'Pound sterling' },
	{ code: 'CHF', name: 'Swiss franc' },
	{ code: 'PLN', name: 'Polish zloty' },
] as const;

export const SITES = [
	{ code: 'HAM', name: 'Hamburg plant', country: 'DE', city: 'Hamburg' },
	{ code: 'LYO', name: 'Lyon foundry', country: 'FR', city: 'Lyon' },
	{ code: 'CLE', name: 'Cleveland works', country: 'US', city: 'Cleveland' },
	{ code: 'KRK', name: 'Kraków assembly', country: 'PL', city: 'Kraków' },
	{ code: 'MCR', name: 'Manchester depot', country: 'GB', city: 'Manchester' },
	{ code: 'ZRH', name: 'Zürich laboratory', country: 'CH', city: 'Zürich' },
] as const;

export const MATERIALS = [
	{ code: 'BRG-6204', name: 'Ball bearing 6204-2RS', unit: 'PCE', cents: 845 },
	{ code: 'BRG-22210', name: 'Spherical roller bearing 22210', unit: 'PCE', cents: 8790 },
	{ code: 'SEAL-45', name: 'Shaft seal 45x62x8', unit: 'PCE', cents: 415 },
	{ code: 'BELT-A68', name: 'V-belt A68', unit: 'PCE', cents: 1290 },
	{ code: 'OIL-46', name: 'Hydraulic oil ISO VG 46', unit: 'L', cents: 389 },
	{ code: 'GRS-LI', name: 'Lithium grease, 400 g cartridge', unit: 'PCE', cents: 670 },
	{ code: 'PMP-32', name: 'Centrifugal pump DN32', unit: 'PCE', cents: 118500 },
	{ code: 'VLV-BALL', name: 'Ball valve 1" stainless', unit: 'PCE', cents: 4260 },
	{ code: 'FLT-AIR', name: 'Air filter element F7', unit: 'PCE', cents: 2975 },
	{ code: 'MTR-55', name: 'Three-phase motor 5.5 kW', unit: 'PCE', cents: 64900 },
	{ code: 'CBL-5G6', name: 'Control cable 5G6', unit: 'M', cents: 512 },
	{ code: 'STL-S235', name: 'Steel sheet S235 3 mm', unit: 'KG', cents: 184 },
	{ code: 'BLT-M12', name: 'Hex bolt M12x60, 8.8', unit: 'PCE', cents: 58 },
	{ code: 'GLV-9', name: 'Cut-resistant gloves, size 9', unit: 'PAA', cents: 735 },
	{ code: 'SNS-PT100', name: 'Temperature sensor Pt100', unit: 'PCE', cents: 5480 },
	{ code: 'CHN-12B', name: 'Roller chain 12B-1', unit: 'M', cents: 2190 },
] as const;

export const VENDOR_NAMES = [
	'Nordwind',
	'Müller & Söhne',
	'Atlas',
	'Lefèvre',
	'Kowalski',
	'Brightwater',
	'Ironbridge',
	'Alpina',
	'Harbour',
	'Delta',
	'Fjord',
	'Cobalt',
	'Redwood',
	'Łódź Metal',
	"O'Hara",
] as const;

export const VENDOR_TRADES = [
	'Hydraulics',
	'Bearings',
	'Industrial Supply',
	'Electric',
	'Pumps',
	'Fasteners',
	'Steel',
	'Safety',
	'Automation',
	'Lubricants',
] as const;

export const VENDOR_FORMS = ['GmbH', 'Ltd', 'Inc.', 'SAS', 'Sp. z o.o.', 'AG'] as const;

export const ORDER_REASONS = [
	'Spare parts',
	'Scheduled maintenance',
	'Line shutdown',
	'Stock replenishment',
	'Emergency repair',
	'Project supply',
	'Annual overhaul',
] as const;

export const ORDER_PLACES = ['press line 2', 'boiler house', 'paint shop', 'conveyor B'] as const;

export const SHIPPING_METHODS = ['Road freight', 'Parcel', 'Air freight', 'Pick up'] as const;

export const TERMS = ['Net 30', 'Net 60', '2% 10, net 30', 'Prepaid'] as const;

export const NOTES = [
	'Deliver to gate 3, unloading until 14:00.',
	'Certificates of conformity required.',
	'Call the maintenance planner before delivery.',
	'Partial deliveries accepted.',
	'Rückfragen bitte an den Einkauf.',
] as const;
