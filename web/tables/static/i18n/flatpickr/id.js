// Indonesian names for flatpickr, in the form its own language files have.
"use strict";
(() => {
  const indonesian = {
    weekdays: {
      shorthand: ["Min", "Sen", "Sel", "Rab", "Kam", "Jum", "Sab"],
      longhand: ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"],
    },
    months: {
      shorthand: ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
      longhand: ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"],
    },
    firstDayOfWeek: 1,
    ordinal: () => "",
    rangeSeparator: " sampai ",
    time_24hr: true,
  };
  if (window.flatpickr) window.flatpickr.l10ns.id = indonesian;
})();
