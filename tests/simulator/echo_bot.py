"""A small real python-telegram-bot application, to see that the simulator serves one end to end."""

import io

from PIL import Image
from telegram import (
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.constants import ChatAction, ParseMode
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, CommandHandler, ContextTypes, filters
from telegram.ext import MessageHandler as On

Context = ContextTypes.DEFAULT_TYPE


def build_echo_bot(url: str) -> Application:  # type: ignore[type-arg]
    """Return the application; start it with ``initialize``, ``start`` and ``updater.start_polling`` or a webhook."""
    application = (
        ApplicationBuilder()
        .token("1:simulator")
        .base_url(f"{url}/bot")
        .base_file_url(f"{url}/file/bot")
        .post_init(introduce)
    ).build()
    application.add_handler(CommandHandler("start", start))
    application.add_handler(CommandHandler("tombol", buttons))
    application.add_handler(CommandHandler("papan", keyboard))
    application.add_handler(CommandHandler("tempat", venue))
    application.add_handler(CommandHandler("gaya", style))
    application.add_handler(CommandHandler("ketik", typing))
    application.add_handler(CallbackQueryHandler(pressed))
    application.add_handler(On(filters.LOCATION, located))
    application.add_handler(On(filters.PHOTO, pictured))
    application.add_handler(On(filters.CONTACT, introduced))
    application.add_handler(On(filters.TEXT, echo))
    return application


def message_of(update: Update) -> Message:
    message = update.effective_message
    assert message is not None
    return message


async def introduce(application: Application) -> None:  # type: ignore[type-arg]
    await application.bot.set_my_description("Bot contoh yang mengulang pesan Anda.\nTanpa token, tanpa internet.")
    await application.bot.set_my_commands(
        [BotCommand("tombol", "Pesan bertombol"), BotCommand("papan", "Papan tombol")]
    )


async def start(update: Update, context: Context) -> None:
    parameter = context.args[0] if context.args else "tanpa parameter"
    await message_of(update).reply_text(f"Selamat datang: {parameter}")


async def buttons(update: Update, context: Context) -> None:
    rows = [
        [InlineKeyboardButton("Biaya", callback_data="biaya"), InlineKeyboardButton("Jadwal", callback_data="jadwal")],
        [InlineKeyboardButton("Peringatan", callback_data="peringatan")],
        [InlineKeyboardButton("Buka situs", url="https://example.go.id/layanan")],
    ]
    await message_of(update).reply_text("Pilih:", reply_markup=InlineKeyboardMarkup(rows))


async def keyboard(update: Update, context: Context) -> None:
    rows: list[list[str | KeyboardButton]] = [
        [KeyboardButton("📍 Bagikan lokasi", request_location=True)],
        ["Bantuan", "Tutup"],
    ]
    markup = ReplyKeyboardMarkup(rows, resize_keyboard=True, input_field_placeholder="Tulis wilayah Anda")
    await message_of(update).reply_text("Papan tombol terbuka", reply_markup=markup)


async def venue(update: Update, context: Context) -> None:
    await message_of(update).reply_venue(-7.80139, 110.36472, "Kantor Contoh", "Jalan Contoh 1, Kota Contoh")


async def style(update: Update, context: Context) -> None:
    text = (
        "<b>Tebal</b>, <i>miring</i>, <u>garis <s>dua</s></u>, <code>kode</code> &lt;aman&gt; "
        '<a href="https://example.go.id/?a=1&amp;b=2">tautan</a> <tg-spoiler>rahasia</tg-spoiler>\n'
        "<blockquote>kutipan 😀 panjang</blockquote><pre>baris\n  menjorok</pre>"
        '<a href="https://t.me/loket1_bot?start=kab_sleman-ktp_el">tautan mulai</a>'
    )
    await message_of(update).reply_text(text, parse_mode=ParseMode.HTML)


async def typing(update: Update, context: Context) -> None:
    await message_of(update).chat.send_action(ChatAction.TYPING)


async def pressed(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer(f"Anda memilih {query.data}", show_alert=query.data == "peringatan")
    if query.data != "peringatan":
        await query.edit_message_text(f"Pilihan: {query.data}")


async def located(update: Update, context: Context) -> None:
    place = message_of(update).location
    assert place is not None
    await message_of(update).reply_text(f"Lokasi {place.latitude:.3f} {place.longitude:.3f}")


async def introduced(update: Update, context: Context) -> None:
    contact = message_of(update).contact
    assert contact is not None
    await message_of(update).reply_text(f"Kontak {contact.first_name}")


async def pictured(update: Update, context: Context) -> None:
    """Download the photo, turn it, and send it back."""
    file = await message_of(update).photo[-1].get_file()
    with Image.open(io.BytesIO(await file.download_as_bytearray())) as picture:
        turned = io.BytesIO()
        picture.rotate(90, expand=True).convert("RGB").save(turned, "PNG")
    await message_of(update).reply_photo(turned.getvalue(), caption=f"Foto {picture.width}x{picture.height}")


async def echo(update: Update, context: Context) -> None:
    message = message_of(update)
    if message.text == "Tutup":
        await message.reply_text("Papan ditutup", reply_markup=ReplyKeyboardRemove())
        return
    edited = " (diedit)" if update.edited_message else ""
    await message.reply_text(f"Anda menulis{edited}: {message.text}")
