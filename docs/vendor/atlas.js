// What the map page needs of d3-geo and topojson-client, and nothing else of them.
export { geoGraticule10, geoNaturalEarth1, geoPath } from "d3-geo";
export { feature, mesh } from "topojson-client";
