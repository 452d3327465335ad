"""The words of the sample library's binary files; ``make_demo`` sets them. People, places and things are invented."""

LEASE: tuple[tuple[str, str], ...] = (
    ("Title", "Residential Lease Agreement"),
    (
        "Normal",
        "This agreement is made on 4 August 2025 between Margaret Ellison, of 9 Quay Road, Port Wenlow (the "
        "landlord), and Daniel Okafor and Sofia Lindqvist (the tenants, who answer jointly and severally).",
    ),
    ("Heading 1", "1. Premises"),
    (
        "Normal",
        "1.1 The landlord lets to the tenants Flat 3 on the second floor of 14 Harbour Lane, Port Wenlow, "
        "with two bedrooms, a kitchen, a bathroom and a balcony, 68 square metres in all.",
    ),
    ("Normal", "1.2 Cellar room number 7 and one parking space, marked 14-C, are part of the premises."),
    (
        "Normal",
        "1.3 The furniture listed in Schedule B belongs to the landlord and stays in the flat.",
    ),
    ("Heading 1", "2. Term"),
    (
        "Normal",
        "2.1 The lease begins on 1 September 2025 and ends on 31 August 2026. If neither side gives notice, "
        "it goes on from month to month on the same conditions.",
    ),
    ("Normal", "2.2 The keys are handed over on 30 August 2025 at 10:00, after the joint inspection."),
    ("Heading 1", "3. Rent"),
    (
        "Normal",
        "3.1 The rent is 1,450 euros a month. It is due in advance on the first working day of each month, "
        "by transfer to the account named in Schedule A.",
    ),
    (
        "Normal",
        "3.2 If the rent has not arrived by the end of the fifth day after it was due, a late fee of 35 "
        "euros is added, and 3 euros for each further day, up to 95 euros a month.",
    ),
    (
        "Normal",
        "3.3 The rent may be raised once a year at most, by no more than 3 percent, and only with written "
        "notice of 60 days.",
    ),
    (
        "Normal",
        "3.4 Water and heating are included. Electricity and internet access are contracted and paid for by "
        "the tenants.",
    ),
    ("Heading 1", "4. Security deposit"),
    (
        "Normal",
        "4.1 The tenants pay a security deposit of 2,900 euros, which is two months' rent, before the keys "
        "are handed over. The landlord keeps it in a separate account at the Wenlow Savings Bank.",
    ),
    (
        "Normal",
        "4.2 The landlord returns the deposit within 21 days after the tenants have moved out, with the "
        "interest it has earned. What is held back for damage is listed with receipts.",
    ),
    ("Normal", "4.3 Ordinary wear is not damage. The deposit must not be used as the last month's rent."),
    ("Heading 1", "5. Use of the flat"),
    ("Normal", "5.1 The flat is for living in. At most four people may live there."),
    (
        "Normal",
        "5.2 One cat, or one dog of up to 12 kilograms, may be kept after an additional pet deposit of 300 "
        "euros has been paid. Other animals need the landlord's written consent.",
    ),
    ("Normal", "5.3 Smoking is allowed on the balcony only. The house is quiet from 22:00 to 7:00."),
    (
        "Normal",
        "5.4 Subletting, for holidays too, needs the landlord's written consent, which must be answered for "
        "within 14 days. Guests may stay for up to 20 nights in a row.",
    ),
    ("Heading 1", "6. Repairs and entry"),
    (
        "Normal",
        "6.1 The landlord keeps the structure, the pipes, the wiring and the heating in order. Repairs begin "
        "within 7 days of the tenants' report, and within 24 hours where water, heat or power has failed.",
    ),
    ("Normal", "6.2 The tenants pay for small repairs of up to 80 euros each and 240 euros a year."),
    (
        "Normal",
        "6.3 The landlord may enter after notice of 48 hours, between 9:00 and 18:00 on working days; in an "
        "emergency at once.",
    ),
    (
        "Normal",
        "6.4 The boiler is serviced every October by Baltic Heating Ltd., telephone 0555 0119, at the landlord's cost.",
    ),
    ("Heading 1", "7. Ending the lease"),
    (
        "Normal",
        "7.1 After 31 August 2026 the tenants may end the lease with 60 days' written notice to the end of a month.",
    ),
    (
        "Normal",
        "7.2 The landlord may end it with 90 days' written notice, and only to live in the flat, to sell it "
        "empty, or for renovation that cannot be done while it is lived in.",
    ),
    (
        "Normal",
        "7.3 If the tenants leave before the end of the fixed term, they owe one month's rent, unless they "
        "present a new tenant whom the landlord accepts.",
    ),
    (
        "Normal",
        "7.4 Either side may end the lease at once for a serious breach, such as rent that is two months overdue.",
    ),
    ("Heading 1", "8. Insurance and other matters"),
    (
        "Normal",
        "8.1 The tenants insure their liability for at least 100,000 euros and show the policy before moving in.",
    ),
    ("Normal", "8.2 Changes to this agreement are valid in writing only. The law of Port Wenlow applies."),
    (
        "Normal",
        "8.3 Letters to the landlord go to Ellison Property Care, 9 Quay Road; letters to the tenants go to the flat.",
    ),
    ("Heading 1", "Schedule A: payments"),
    ("payments", ""),
    ("Heading 1", "Schedule B: furniture"),
    ("furniture", ""),
    ("Normal", "Signed in Port Wenlow on 4 August 2025: Margaret Ellison, Daniel Okafor, Sofia Lindqvist."),
)

LEASE_TABLES: dict[str, tuple[tuple[str, ...], ...]] = {
    "payments": (
        ("Payment", "Amount", "Due", "Account"),
        ("Rent", "1,450 euros", "first working day of the month", "WSB 20-114-807"),
        ("Security deposit", "2,900 euros", "29 August 2025", "WSB 20-114-915"),
        ("Pet deposit", "300 euros", "before the animal moves in", "WSB 20-114-915"),
        ("Key replacement", "45 euros a key", "when a key is lost", "WSB 20-114-807"),
    ),
    "furniture": (
        ("Item", "Number", "Condition", "Value"),
        ("Oak dining table", "1", "one scratch on the left leg", "420 euros"),
        ("Chairs", "4", "good", "60 euros each"),
        ("Refrigerator, Nordal 260", "1", "new in March 2025", "690 euros"),
        ("Wardrobe, three doors", "1", "good", "350 euros"),
    ),
}

# Styles are reportlab's sample ones; a tuple of tuples is a table, "page" begins a new page.
MANUAL: tuple[tuple[str, str | tuple[tuple[str, ...], ...]], ...] = (
    ("Title", "Aurelia CM-210 coffee machine"),
    ("Heading2", "Operating manual"),
    (
        "BodyText",
        "Thank you for choosing the Aurelia CM-210. It grinds whole beans, brews espresso and coffee, and "
        "froths milk. Please read chapter 1 before you use the machine for the first time, and keep this "
        "manual.",
    ),
    (
        "BodyText",
        "This manual is for machines whose serial number begins with CM210-B. The number stands on the plate "
        "below the drip tray.",
    ),
    ("Heading1", "1. Safety"),
    (
        "BodyText",
        "The machine is made for households, at heights of up to 2,000 metres above sea level. Children of "
        "eight years and more may use it when an adult has shown them how.",
    ),
    ("Bullet", "\u2022 Connect the machine only to a socket that is earthed."),
    ("Bullet", "\u2022 Steam leaves the nozzle at 130 degrees. Do not touch it within five minutes after frothing."),
    ("Bullet", "\u2022 Do not open the brewing unit while the red lamp is on."),
    ("Bullet", "\u2022 Pull the plug before you clean the machine, and never put it into water."),
    ("Heading1", "2. First use"),
    (
        "BodyText",
        "Wash the water tank and fill it with fresh cold water up to the mark MAX. Put in the tank and press "
        "the power key for two seconds. The machine heats up for about 45 seconds, rinses itself, and the "
        "white lamp comes on.",
    ),
    (
        "BodyText",
        "Fill the bean container with up to 250 grams of roasted beans. Do not use beans with sugar or "
        "caramel: they block the grinder, and the guarantee does not cover it.",
    ),
    ("BodyText", "Pour away the first two cups. Then the brewing unit is clean."),
    ("page", ""),
    ("Heading1", "3. Making coffee"),
    ("Heading2", "3.1 Strength and amount"),
    (
        "BodyText",
        "Turn the left dial to choose the strength from 1 (mild, 7 grams of beans) to 5 (strong, 13 grams). "
        "Turn the right dial to choose the amount, from 25 to 240 millilitres. Press the cup key once for "
        "one cup and twice for two.",
    ),
    (
        "BodyText",
        "To keep your own setting, hold the cup key for four seconds until the lamp blinks. The machine "
        "remembers one setting for each of up to six users.",
    ),
    ("Heading2", "3.2 Grinding"),
    (
        "BodyText",
        "The grinder has eleven steps. It comes set to step 5. Change the step only while the grinder is "
        "running, one step at a time; the taste changes after the second cup.",
    ),
    ("Heading2", "3.3 Milk"),
    (
        "BodyText",
        "Use cold milk of 4 to 8 degrees with at least 3 percent of protein. Hang the hose into the milk, "
        "turn the nozzle to the position FROTH and press the steam key. Rinse the nozzle with the milk key "
        "within ten minutes, or the milk dries in it.",
    ),
    ("page", ""),
    ("Heading1", "4. Cleaning and descaling"),
    ("Heading2", "4.1 Every day"),
    (
        "BodyText",
        "Empty the drip tray when the red float shows. Empty the grounds container after 14 cups at the "
        "latest: the machine counts them and stops at the fifteenth.",
    ),
    ("Heading2", "4.2 Every week"),
    (
        "BodyText",
        "Take out the brewing unit, rinse it under warm water without soap, and let it dry for 30 minutes. "
        "Grease the two rails once every three months with the grease that came with the machine.",
    ),
    ("Heading2", "4.3 Descaling"),
    (
        "BodyText",
        "The orange lamp shows that the machine needs descaling: after about 200 cups with hard water, 400 "
        "with soft water. The programme takes 28 minutes. Do not stop it: the lamp goes off only after the "
        "second rinse.",
    ),
    (
        "BodyText",
        "1. Fill the tank with 0.5 litres of water and 100 millilitres of the descaler Aurelia D-1. 2. Place "
        "a bowl of at least 1.5 litres under the spout. 3. Hold the power key and the steam key together for "
        "five seconds. 4. When the white lamp blinks, rinse the tank, fill it with fresh water, and press "
        "the cup key.",
    ),
    ("BodyText", "Never use vinegar. It attacks the seals, and repairs that follow from it are not free."),
    ("page", ""),
    ("Heading1", "5. When something is wrong"),
    (
        "table",
        (
            ("Code", "Meaning", "What to do"),
            ("E01", "Water tank empty or missing", "Fill the tank and press it down"),
            ("E02", "Grounds container full", "Empty it and wait five seconds"),
            ("E04", "Grinder blocked", "Remove the stone, set step 8, start again"),
            ("E07", "Brewing unit not in place", "Push it in until it clicks"),
            ("E11", "Boiler too hot", "Switch off for 20 minutes"),
            ("E15", "Pump runs dry", "Draw 100 ml of hot water"),
        ),
    ),
    (
        "BodyText",
        "If the code E11 comes back three times in a day, pull the plug and call the service. Do not open the housing.",
    ),
    ("Heading1", "6. Specifications"),
    (
        "table",
        (
            ("Property", "Value"),
            ("Rated power", "1,450 W"),
            ("Voltage", "220-240 V, 50/60 Hz"),
            ("Pump pressure", "15 bar"),
            ("Water tank", "1.8 l"),
            ("Bean container", "250 g"),
            ("Power in standby", "0.4 W"),
            ("Noise while brewing", "49 dB"),
            ("Size (W x D x H)", "238 x 430 x 345 mm"),
            ("Weight", "8.6 kg"),
            ("Length of the cord", "1.2 m"),
        ),
    ),
    ("page", ""),
    ("Heading1", "7. Guarantee and service"),
    (
        "BodyText",
        "The guarantee lasts 24 months from the day of purchase, and 36 months for machines that are "
        "registered within 30 days. It covers faults of material and making. It does not cover scale, wrong "
        "beans, and parts that wear: the seals, the milk hose and the water filter.",
    ),
    (
        "BodyText",
        "The service answers from Monday to Friday, 8:00 to 18:00, under 0555 0170. A repair takes nine "
        "working days on average. Spare parts are kept for ten years after the last machine was made.",
    ),
    (
        "table",
        (
            ("Part", "Number", "Price"),
            ("Water filter, set of three", "AU-3301", "24.90 euros"),
            ("Milk hose with nozzle", "AU-3317", "17.50 euros"),
            ("Seal set for the brewing unit", "AU-3342", "9.80 euros"),
            ("Descaler D-1, 500 ml", "AU-3360", "12.40 euros"),
        ),
    ),
    ("Heading1", "8. Disposal"),
    (
        "BodyText",
        "The machine does not belong in household waste. Any shop that sells such machines takes it back "
        "free of charge, and so do the recycling yards. The packing is made of cardboard and can be "
        "composted.",
    ),
)

LETTER = """\
# Port Wenlow Waterworks
Mill Street 22, Port Wenlow
Telephone 0555 0131

Mr Daniel Okafor
14 Harbour Lane, Flat 3
Port Wenlow

17 February 2026

Our reference: PW-2026-0483

# Your water supply will be interrupted

Dear Mr Okafor,

the water main in Harbour Lane dates from 1968 and will be replaced.
For this we must close it on Tuesday, 10 March 2026, from 8:30 to
15:00. In this time there will be no water in your house.

Please fill some vessels before and keep all taps closed. Afterwards
the water may be brown for about ten minutes: let the tap in the
kitchen run until it is clear. You need not boil it.

A tanker with drinking water will stand at the corner of Quay Road
from 8:00. Anyone who cannot walk there may call 0555 0131 by
6 March, and we will bring up to 20 litres to the door.

Your meter, number 77-40912, will be exchanged on the same day. It
costs you nothing. Our fitter, Mrs Agnes Moreau, carries a yellow
card with a photograph. Please let her in between 13:00 and 15:00.

As compensation, 6.50 euros will be taken off your bill for March.

Yours sincerely,

Viktor Sandoval
Head of the network department"""
