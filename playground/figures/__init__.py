"""What happened, in pictures: a Result becomes a plotly figure. Every word comes from `words`, a t(key, **values).

A figure is plain data, plotly's own JSON with numpy arrays in it: `go.Figure(latency_over_time(result, words))` makes
an object of it, and `st.plotly_chart` takes it as it is. The page needs no object, and making one takes ten times as
long as all the rest. Colours of text and background are left to the page. Traces keep their order and `uid`, so that a
chart is updated in place.
"""
