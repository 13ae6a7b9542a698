# The words around every mail. What a mail says stands in the file of its feature.

mail-greeting = Hello,
mail-link-hint = If the button does not work, copy this address into your browser:
mail-footer = { $service } sent this mail by itself. Nobody reads answers to it.
