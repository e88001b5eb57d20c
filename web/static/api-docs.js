"use strict";
// Shows the OpenAPI document with Swagger UI, from our own server alone.
const place = document.getElementById("api-docs");
window.SwaggerUIBundle({ url: place.dataset.document, domNode: place, validatorUrl: null, deepLinking: true, persistAuthorization: false });
