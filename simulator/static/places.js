// Example places for "share location": city centres from GeoNames (CC BY 4.0, geonames.org).

export const PLACES = [
  ["Yogyakarta", -7.80139, 110.36472],
  ["Sleman", -7.71556, 110.35556],
  ["Jakarta", -6.21462, 106.84513],
  ["Bandung", -6.92222, 107.60694],
  ["Semarang", -6.99306, 110.42083],
  ["Surabaya", -7.24917, 112.75083],
  ["Denpasar", -8.65, 115.21667],
  ["Medan", 3.58333, 98.66667],
  ["Palembang", -2.91673, 104.7458],
  ["Pontianak", -0.03194, 109.325],
  ["Makassar", -5.14861, 119.43194],
  ["Kupang", -10.17083, 123.60694],
  ["Ambon", -3.69583, 128.18333],
  ["Jayapura", -2.53371, 140.71813],
];
