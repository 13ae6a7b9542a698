//! `/api/v1`: the OpenAPI document against the matrix, and what every answer has in common.
