// Where countries lie: ISO numeric code, or the atlas's name where there is none -> [longitude, latitude] in degrees.
// It is the middle of their largest part, so that France lies in Europe; from the finer map, which has the small ones.
import { readFileSync } from "node:fs";
import { geoArea, geoCentroid } from "d3-geo";
import { feature } from "topojson-client";

const atlas = JSON.parse(readFileSync("node_modules/world-atlas/countries-50m.json", "utf8"));

function middle(shape) {
  const { type, coordinates } = shape.geometry;
  const parts = (type === "Polygon" ? [coordinates] : coordinates).map((rings) => ({ type: "Polygon", coordinates: rings }));
  const largest = parts.reduce((one, other) => (geoArea(other) > geoArea(one) ? other : one));
  return geoCentroid(largest).map((degrees) => Math.round(degrees * 100) / 100);
}

const shapes = feature(atlas, atlas.objects.countries).features;
const points = shapes.map((shape) => [shape.id ?? shape.properties.name, middle(shape)]);
process.stdout.write(JSON.stringify(Object.fromEntries(points.sort())) + "\n");
