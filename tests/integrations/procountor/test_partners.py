"""Business partners and products: found, read in full, written without clearing anything."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from integrations.errors import RefusedError
from integrations.procountor import wire
from integrations.procountor.port import (
    Address,
    InvoiceChannel,
    PartnerQuery,
    Product,
    ProductQuery,
)
from tests.support.procountor import a_partner, open_stand


async def names(client, **query):
    return [row.name async for row in client.partners(PartnerQuery(**query))]


async def test_a_partner_comes_back_as_it_was_written(stand):
    client = stand.client()
    wanted = a_partner(
        channel=InvoiceChannel.E_INVOICE,
        e_invoice_address="003707375462",
        e_invoice_operator="003721291126",
        ovt="003707375462",
        billing_address=Address("Laskut", "", "PL 1", "33101", "Tampere", "SE"),
        language="sv",
        payment_term_days=21,
    )

    made = await client.create_partner(wanted)
    read = await client.partner(made.id)

    plain = replace(read, id=0, version="", source="", address=replace(read.address, name=""))
    assert plain == wanted


async def test_partners_are_found_by_header_and_not_in_the_address(stand):
    client = stand.client()
    await client.create_partner(a_partner())
    await client.create_partner(a_partner(name="Byggfirma Åke Ab", identifier="1234567-1"))

    assert await names(client, name="ääkkösten") == ["Ääkkösten Leipomo Oy"]
    assert await names(client, identifier="1234567-1") == ["Byggfirma Åke Ab"]
    for request in stand.contract.sent:
        assert b"1234567-1" not in request.url.raw_path


async def test_a_name_with_a_line_break_stays_one_header(stand):
    assert await names(stand.client(), name="a\r\nX-Evil: 1") == []


async def test_a_list_longer_than_a_page_is_read_whole(stand):
    client = stand.client()
    made = stand.box.store.get("partner", (await client.create_partner(a_partner())).id)
    with stand.box.store.change():
        for number in range(1, 401):
            stand.box.store.put("partner", number, {**made, "id": number})

    found = [row.id async for row in client.partners(PartnerQuery())]
    batch = await client.partners_by_id([*found, 999_999])

    assert found == [*range(1, 401), made["id"]]
    assert [each.id for each in batch] == found
    assert stand.asked("GET /businesspartners") == 3
    assert await client.partners_by_id([999_999]) == ()


async def test_inactive_partners_are_found_only_by_asking(stand):
    client = stand.client()
    made = await client.create_partner(a_partner())
    await client.replace_partner(replace(made, is_active=False))

    assert await names(client) == []
    assert await names(client, is_active=False) == ["Ääkkösten Leipomo Oy"]


async def test_replacing_keeps_what_we_have_no_field_for(stand):
    client = stand.client()
    made = await client.create_partner(a_partner())
    theirs = stand.box.store.get("partner", made.id)
    theirs["additionalInfo"] = {"comments1": "VIP"}
    theirs["invoicingInfo"]["agreementNumber"] = "S-7"
    theirs["paymentInfo"]["penalInterestRate"] = 8
    with stand.box.store.change():
        stand.box.store.put("partner", made.id, theirs)

    read = await client.partner(made.id)
    await client.replace_partner(replace(read, email="", name="Uusi Nimi Oy"))

    after = stand.box.store.get("partner", made.id)
    assert after["additionalInfo"] == {"comments1": "VIP"}
    assert after["invoicingInfo"]["agreementNumber"] == "S-7"
    assert after["paymentInfo"]["penalInterestRate"] == 8
    assert after["name"] == "Uusi Nimi Oy"
    assert "email" not in after["invoicingInfo"], "what is empty with us goes away there"


async def test_a_change_based_on_an_old_version_is_refused(stand):
    client = stand.client()
    made = await client.create_partner(a_partner())
    await client.change_partner(replace(made, email="uusi@leipomo.example"))

    with pytest.raises(RefusedError) as refused:
        await client.change_partner(replace(made, email="vanha@leipomo.example"))

    assert refused.value.codes == {"SANDBOX_STALE_VERSION"}
    assert (await client.partner(made.id)).email == "uusi@leipomo.example"


@pytest.mark.parametrize(("edges", "found"), [("inclusive", 1), ("exclusive", 0)])
async def test_a_window_of_versions_may_or_may_not_hold_its_edges(edges, found):
    async with open_stand(version_window=edges) as stand:
        client = stand.client()
        made = await client.create_partner(a_partner())
        moment = datetime.fromisoformat(made.version).replace(microsecond=0)
        partner = stand.box.store.get("partner", made.id) or {}
        with stand.box.store.change():
            stand.box.store.put("partner", made.id, {**partner, "version": moment.isoformat()})

        rows = await names(client, changed_from=moment, changed_to=moment)
        wide = await names(
            client,
            changed_from=(moment - timedelta(seconds=5)).replace(tzinfo=wire.LOCAL),
            changed_to=moment + timedelta(seconds=5),
        )

        assert len(rows) == found
        assert len(wide) == 1, "which is why windows overlap"


@pytest.mark.parametrize(("switch", "count"), [("accepted", 2), ("refused", 1)])
async def test_a_second_partner_alike_may_or_may_not_be_taken(switch, count):
    async with open_stand(duplicate_partner=switch) as stand:
        client = stand.client()
        await client.create_partner(a_partner())
        if switch == "refused":
            with pytest.raises(RefusedError, match="SANDBOX_DUPLICATE_PARTNER"):
                await client.create_partner(a_partner())
        else:
            await client.create_partner(a_partner())

        assert len(await names(client)) == count


async def test_products_come_back_with_exact_prices(stand):
    client = stand.client()
    made = await client.create_product(
        Product("Kirjanpito, tunti", "KP", price_e4=895_025, vat_bp=2550)
    )
    read = await client.product(made.id)
    changed = await client.replace_product(replace(read, price_e4=900_000, is_active=False))

    assert (read.price_e4, read.vat_bp, read.unit) == (895_025, 2550, "hour")
    assert stand.box.store.get("product", made.id)["price"] == 90
    assert [each.id async for each in client.products(ProductQuery(code="kp"))] == [made.id]
    assert [each async for each in client.products(ProductQuery(is_active=True))] == []
    assert changed.is_active is False


async def test_an_unknown_partner_is_a_404(stand):
    with pytest.raises(RefusedError) as refused:
        await stand.client().partner(1)

    assert refused.value.status == 404


async def test_a_word_that_they_do_not_have_is_refused_before_sending(stand):
    with pytest.raises(RefusedError, match="UNKNOWN_WORD"):
        await stand.client().create_partner(a_partner(language="ru"))

    assert stand.asked("POST /businesspartners") == 0
