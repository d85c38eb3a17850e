"""Names to draw from, as mixed as those in any office. A combination that is somebody's is chance."""

FIRST_NAMES = """
Aaliyah Abigail Adam Adeola Agnieszka Ahmed Aidan Alice Alun Amina Andrew Angharad Anita Anna
Anthony Arjun Asha Ayesha Bethan Brian Bronwen Callum Carol Catherine Chidi Chloe Christopher
Claire Craig David Deborah Deepak Dylan Eilidh Eleri Elizabeth Emeka Emily Emma Erin Fatima
Fiona Folake Francesca Gareth George Grace Graham Hamza Hannah Harpreet Harriet Hassan Heather
Hugh Iain Ibrahim Imogen Isla Jack Jacqueline Jamal James Jane Jasmine Jennifer Joanna John
Joseph Joyce Julie Kamal Karen Katarzyna Kate Kavita Keith Kemi Kenneth Kieran Kirsty Kwame
Laura Leila Leon Lewis Liam Louise Lucy Luke Lynn Mairi Malik Manjit Margaret Maria Mark Martin
Mary Matthew Maya Megan Mei Michael Michelle Mohammed Morag Nadia Naomi Natasha Neil Ngozi Niamh
Nicola Nikhil Nisha Oliver Olivia Osman Patricia Patrick Paul Peter Philip Pooja Rachel Rahul
Rebecca Rhian Rhys Robert Rosie Ruth Ryan Sadia Sally Sanjay Sarah Sean Shabnam Sharon Sian
Simon Sophie Stephen Stuart Sunita Susan Tamara Tariq Thomas Tunde Uche Valerie Victoria Vikram
Wei William Xin Yasmin Yusuf Zainab Zoe
""".split()  # noqa: SIM905 a list of two hundred quoted names reads worse

LAST_NAMES = """
Abbott Adeyemi Ahmed Akhtar Ali Allen Anderson Armstrong Bailey Baker Banerjee Barnes Begum Bell
Bennett Bevan Bhatt Blackwood Boateng Bowen Brennan Brooks Brown Burns Byrne Cameron Campbell
Carter Chan Chaudhry Clarke Cohen Collins Cook Cooper Cox Craig Crawford Cunningham Davies
Dawson Desai Dhillon Dixon Douglas Duffy Duncan Edwards Ellis Evans Eze Fairclough Farrell
Ferguson Fisher Fletcher Foster Fraser Gallagher Ghosh Gibson Gill Gordon Graham Grant Gray
Green Griffiths Gupta Hall Hamilton Harris Harvey Hassan Henderson Hill Holmes Howells Hughes
Hunter Hussain Ibrahim Iqbal Irving Jackson James Jenkins Johnston Jones Joshi Kamara Kaur Kelly
Kennedy Khan Kowalski Kumar Lawson Lee Lewis Lloyd Lowe Lynch MacDonald MacKay Mahmood Marshall
Mason McCarthy McLean Mehta Mensah Miller Mistry Mitchell Mohamed Moore Morgan Morris Murphy
Murray Nash Nelson Newton Nowak Nwosu Obi Oduya Osei Owen Palmer Parker Parsons Patel Pearce
Pereira Perkins Phillips Porter Powell Pritchard Pugh Quinn Rahman Rao Reddy Rees Reynolds
Richards Roberts Robertson Robinson Rose Ross Russell Ryan Saleh Sandhu Scott Shah Sharma Shaw
Simpson Singh Smith Spencer Stevens Stewart Stone Sullivan Sutherland Tanaka Taylor Thapa Thomas
Thompson Turner Vaughan Walker Wallace Walsh Ward Watson Webb White Wilkinson Williams Wilson
Wong Wood Wright Wu Yeung Young Zhang
""".split()  # noqa: SIM905 a list of two hundred quoted names reads worse
