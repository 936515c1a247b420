"""What happened, in pictures: a Result becomes a plotly Figure. Every word comes from `words`, a t(key, **values).

Colours of text and background are left to the page. Traces keep their order and `uid`, so that a chart is updated in
place.
"""
